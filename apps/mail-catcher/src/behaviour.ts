/** What tests can make the mail catcher do. Not kept over a restart. */
export interface Behaviour {
  /** Refuse every recipient with 550, as a server does that does not want our mail. */
  reject: boolean
}
