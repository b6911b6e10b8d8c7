import { COMMON_WORDS } from './common-passwords'

/** Shortest password in UTF-16 units, as the console counts. */
export const PASSWORD_MIN_LENGTH = 10

/** What a password can fail, in the order in which the console lists the rules. */
export const PASSWORD_RULES = ['LENGTH', 'UPPER', 'LOWER', 'DIGIT', 'SPECIAL', 'COMMON'] as const
export type PasswordRule = (typeof PASSWORD_RULES)[number]

const PRODUCT_WORDS = ['miaohui', '秒回']
/** Fewer letters than these say little about a long password, unless its digits just count up. */
const WORD_MIN_LENGTH = 4
/** A shorter piece of an e-mail would forbid half of all words. */
const NAME_MIN_LENGTH = 4
const LETTER_OF_SIGN: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/**
 * The rules that a new password fails under the profile `classic` (reliability page §2.4.3): ten characters, upper, lower, digit and
 * special, neither a common one nor one that contains the product's name or the name in the e-mail. Empty when it is good.
 */
export function failedRules(password: string, owner: { email: string }): PasswordRule[] {
  const meets: Record<PasswordRule, boolean> = {
    LENGTH: password.length >= PASSWORD_MIN_LENGTH,
    UPPER: /[A-Z]/.test(password),
    LOWER: /[a-z]/.test(password),
    DIGIT: /[0-9]/.test(password),
    SPECIAL: /[^A-Za-z0-9\s]/.test(password),
    COMMON: !isGuessable(password, owner.email),
  }
  return PASSWORD_RULES.filter((rule) => !meets[rule])
}

function isGuessable(password: string, email: string): boolean {
  const text = password.toLowerCase()
  const name = (email.split('@')[0] ?? '').toLowerCase()
  const forbidden = name.length >= NAME_MIN_LENGTH ? [...PRODUCT_WORDS, name] : PRODUCT_WORDS
  if (forbidden.some((word) => text.includes(word))) return true
  const words = [bareWord(text), bareWord(withLetters(text))].filter((word) => word.length >= WORD_MIN_LENGTH || countsUp(text))
  return words.some((word) => COMMON_WORDS.has(word) || isOneLetter(word))
}

/** `p@ssw0rd` → `password`: signs that stand for letters, inside the word only. */
function withLetters(text: string): string {
  const inner = text.replace(/^[^a-z@$]+/, '').replace(/[^a-z]+$/, '')
  return [...inner].map((sign) => LETTER_OF_SIGN[sign] ?? sign).join('')
}

/** The letters of a password, when they are one word with digits and signs around or between. */
function bareWord(text: string): string {
  return text.replace(/[^a-z]/g, '')
}

/** Digits that nobody had to choose: 123, 34567. */
function countsUp(text: string): boolean {
  const digits = text.replace(/[^0-9]/g, '')
  return digits.length >= 3 && '01234567890'.includes(digits)
}

const isOneLetter = (word: string): boolean => word.length > 0 && new Set(word).size === 1
