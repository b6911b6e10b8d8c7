import os from 'node:os'

/**
 * Calls back when this process shall stop: a signal, or the end of npm. `npm start` runs a shell; when npm is killed it tells the
 * shell only, so the change of our parent is the one sure sign.
 * @param {{ once: (exitCode: number, why: string) => void, again: () => void }} handlers again: asked a second time, more than a second later
 */
export function onInterruption({ once, again }) {
  let first = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      // npm passes Ctrl-C on, and the terminal has sent it already: two signals are still one wish.
      if (first === 0) once(128 + os.constants.signals[signal], signal)
      else if (Date.now() - first > 1000) again()
      first ||= Date.now()
    })
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    once(143, 'npm is gone')
  }, 500)
  watch.unref()
}
