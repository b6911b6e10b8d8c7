/** Core NATS subject of a live notice to browsers; best effort by design: a browser that missed one re-reads. */
export function liveSubject(enterpriseId: string, topic: string): string {
  return `live.${enterpriseId}.${topic.replace(/:/g, '.')}`
}

/** Topics: `team:<teamId>:account`, `team:<teamId>:inbox`, `team:<teamId>:broadcast`, `team:<teamId>:sop`, `enterprise:org`, `enterprise:license`. */
export type LiveNotice = {
  id: string
  ts: string
  topic: string
  type: string
  /** Id of the record that changed. */
  entity: string
  /** Grows with every change of the record; a browser ignores what is not newer. */
  rev: number
  patch: Record<string, unknown>
}
