import { identityProblems } from '@miaohui/contracts/identity/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { failedRules } from './domain/password-policy'

/** @throws Problem PASSWORD_WEAK with one error per rule that the password fails */
export function requireStrongPassword(password: string, owner: { email: string }): void {
  const failed = failedRules(password, owner)
  if (failed.length === 0) return
  throw new Problem(identityProblems.PASSWORD_WEAK, { errors: failed.map((code) => ({ path: 'password', code })) })
}
