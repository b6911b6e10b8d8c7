import { orgProblems } from '@miaohui/contracts/org/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { violatedConstraint } from '@miaohui/persistence/unit-of-work'
import { notFound } from '../shared/not-found'

/** What a constraint of `department` means to whoever wrote; anything else stays what it is. */
export function departmentProblem(error: unknown): unknown {
  switch (violatedConstraint(error)) {
    case 'uq_department_name':
      return new Problem(orgProblems.DEPARTMENT_NAME_TAKEN)
    case 'fk_department_parent':
      return notFound()
    default:
      return error
  }
}
