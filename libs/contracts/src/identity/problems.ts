import { defineProblems } from '../kernel/problem'

export const identityProblems = defineProblems({
  SETUP_DONE: { status: 409, title: 'This installation is already set up' },
  SETUP_TOKEN_INVALID: { status: 403, title: 'This set-up link is not valid' },
  PASSWORD_WEAK: { status: 400, title: 'The password does not meet the rules' },
  CREDENTIALS_WRONG: { status: 401, title: 'E-mail or password is wrong' },
  SIGN_IN_LOCKED: { status: 429, title: 'Too many failed attempts', retry: 'later' },
  SIGN_IN_BUSY: { status: 429, title: 'Too many people are signing in right now', retry: 'later' },
  SESSION_EXPIRED: { status: 401, title: 'The session has ended' },
  INVITATION_INVALID: { status: 404, title: 'This invitation link is not valid' },
  INVITATION_EXPIRED: { status: 410, title: 'This invitation has expired' },
  INVITATION_USED: { status: 410, title: 'This invitation was already accepted' },
  INVITATION_NEEDS_SIGN_IN: { status: 401, title: 'This e-mail already has an account: enter its password to accept' },
})
