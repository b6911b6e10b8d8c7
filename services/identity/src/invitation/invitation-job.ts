import { defineJob } from '@miaohui/platform/jobs/define-job'

/** Wakes the sender; which mails are due stands in PostgreSQL. */
export const sendInvitations = defineJob<Record<string, never>>('send-invitations')
