import { useQueryClient } from '@tanstack/vue-query'
import { problemOf } from '@/shared/http/problem'
import { useProblemText } from '@/shared/http/use-problem-text'
import { toast } from '@/shared/ui/toast'
import { useSession } from './session.store'

/** Ends the session on the server, then forgets everything that was read in it. False, and said so, when the server could not be told. */
export function useSignOut(): () => Promise<boolean> {
  const session = useSession()
  const queries = useQueryClient()
  const { text } = useProblemText()

  return async () => {
    try {
      await session.logout()
      queries.clear()
      return true
    } catch (thrown) {
      void toast('error', text(problemOf(thrown)))
      return false
    }
  }
}
