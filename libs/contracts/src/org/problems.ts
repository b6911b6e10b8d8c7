import { defineProblems } from '../kernel/problem'

export const orgProblems = defineProblems({
  DEPARTMENT_NAME_TAKEN: { status: 409, title: 'A department of this name is already there' },
  DEPARTMENT_NOT_EMPTY: { status: 409, title: 'The department still has members or sub-departments' },
  DEPARTMENT_CYCLE: { status: 409, title: 'A department cannot be moved below itself' },
  MEMBER_EMAIL_TAKEN: { status: 409, title: 'This e-mail is already a member' },
  MEMBER_NOT_INVITED: { status: 409, title: 'The member has already joined' },
  LAST_SUPER_ADMIN: { status: 409, title: 'The last super administrator cannot be changed' },
  GRANT_EXCEEDS_OWN: { status: 403, title: 'You cannot grant what you do not have' },
  PERMISSION_GROUP_LOCKED: { status: 409, title: 'This permission group is fixed' },
  PERMISSION_GROUP_NAME_TAKEN: { status: 409, title: 'A permission group of this name is already there' },
  PERMISSION_GROUP_IN_USE: { status: 409, title: 'Members still have this permission group' },
  TEAM_NAME_TAKEN: { status: 409, title: 'A team of this name is already there' },
})
