/** Shortest password in UTF-16 units; the server counts the same way. */
export const PASSWORD_MIN_LENGTH = 10

export const PASSWORD_RULES = ['length', 'upper', 'lower', 'digit', 'special'] as const
export type PasswordRule = (typeof PASSWORD_RULES)[number]

const TESTS: Record<PasswordRule, (password: string) => boolean> = {
  length: (password) => password.length >= PASSWORD_MIN_LENGTH,
  upper: (password) => /[A-Z]/.test(password),
  lower: (password) => /[a-z]/.test(password),
  digit: (password) => /[0-9]/.test(password),
  special: (password) => /[^A-Za-z0-9\s]/.test(password),
}

/** Which rules a password meets already. The default policy of the product; the server has the last word. */
export function checkPassword(password: string): Record<PasswordRule, boolean> {
  return Object.fromEntries(PASSWORD_RULES.map((rule) => [rule, TESTS[rule](password)])) as Record<PasswordRule, boolean>
}

export function isPasswordGood(password: string): boolean {
  return PASSWORD_RULES.every((rule) => TESTS[rule](password))
}
