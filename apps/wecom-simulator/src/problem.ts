/** A refusal of the phone and admin API, answered as JSON `{code, message}`. */
export class SimulatorProblem extends Error {
  override readonly name = 'SimulatorProblem'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

export function notFound(what: string, id: string): SimulatorProblem {
  return new SimulatorProblem(404, 'NOT_FOUND', `no ${what} ${id}`)
}

/** The simulated person tried something that the phone does not offer at this moment. */
export function badState(state: string, action: string): SimulatorProblem {
  return new SimulatorProblem(409, 'BAD_STATE', `cannot ${action} while the account is ${state}`)
}
