import { commonProblems, Problem } from '@miaohui/contracts/kernel/problem'

/** One answer for what does not exist, belongs to another enterprise or lies outside the caller's scope. */
export const notFound = (): Problem => new Problem(commonProblems.NOT_FOUND)
