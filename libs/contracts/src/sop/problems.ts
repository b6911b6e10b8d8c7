import { defineProblems } from '../kernel/problem'

export const sopProblems = defineProblems({
  ANSWER_MODE_TAKEN: { status: 409, title: 'Another way of answering new customers is on for this account' },
  SOP_EMPTY: { status: 400, title: 'The SOP has no steps' },
  SOP_NAME_TAKEN: { status: 409, title: 'A SOP of this name is already there' },
  SOP_DISABLED: { status: 409, title: 'Switch the SOP on first' },
  SOP_ENABLED: { status: 409, title: 'Switch the SOP off before deleting it' },
})
