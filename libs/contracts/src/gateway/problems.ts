import { defineProblems } from '../kernel/problem'

/** Refusals of the HTTP door itself, before any service is asked. */
export const gatewayProblems = defineProblems({
  BODY_UNREADABLE: { status: 400, title: 'The body is not JSON' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'Only JSON bodies are read' },
  ORIGIN_REFUSED: { status: 403, title: 'This request did not come from the console' },
  CONSOLE_MISSING: { status: 503, title: 'The console is not built' },
})
