import { Problem } from '@miaohui/contracts/kernel/problem'
import { orgProblems } from '@miaohui/contracts/org/problems'
import { violatedConstraint } from '@miaohui/persistence/unit-of-work'

/** What a constraint around `permission_group` means to whoever wrote; anything else stays what it is. */
export function permissionGroupProblem(error: unknown): unknown {
  switch (violatedConstraint(error)) {
    case 'uq_permission_group_name':
      return new Problem(orgProblems.PERMISSION_GROUP_NAME_TAKEN)
    case 'fk_member_permission_group':
      return new Problem(orgProblems.PERMISSION_GROUP_IN_USE)
    default:
      return error
  }
}
