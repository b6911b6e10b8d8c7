/** A failure whose message tells the operator what to do: printed without a stack trace. */
export class LaunchProblem extends Error {
  /** @param {string} message @param {number} exitCode */
  constructor(message, exitCode = 1) {
    super(message)
    this.name = 'LaunchProblem'
    this.exitCode = exitCode
  }
}
