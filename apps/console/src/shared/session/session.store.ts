import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { accessToken } from '@/shared/http/access-token'
import { answer, api } from '@/shared/http/client'
import { problemOf, type Problem } from '@/shared/http/problem'
import type { EnterpriseMembership, Me, SignedIn } from '@/shared/http/api-types'

/** `unknown` until the refresh cookie was tried; `unreachable` when no answer came, which says nothing about the session. */
export type SessionState = 'unknown' | 'guest' | 'member' | 'unreachable'

/** Who is signed in, and where they are a member. */
export const useSession = defineStore('session', () => {
  const state = ref<SessionState>('unknown')
  const me = shallowRef<Me | null>(null)
  /** Why the session could not be restored, while `unreachable`. */
  const problem = shallowRef<Problem | null>(null)
  /** True after the server ended a session in use: the login page says so. */
  const ended = ref(false)

  const user = shallowRef<SignedIn['user'] | null>(null)
  const enterprises = computed(() => me.value?.enterprises ?? [])

  function enterprise(id: string): EnterpriseMembership | null {
    return enterprises.value.find((each) => each.id === id) ?? null
  }

  /** Tries the refresh cookie. Afterwards `state` is never `unknown`. */
  async function restore(): Promise<void> {
    try {
      user.value = (await accessToken.renew()).user
      await loadMe()
    } catch (thrown) {
      const refused = problemOf(thrown)
      const signedOut = refused.status === 401
      problem.value = signedOut ? null : refused
      state.value = signedOut ? 'guest' : 'unreachable'
    }
  }

  async function login(email: string, password: string): Promise<void> {
    await enter(await answer(api.POST('/api/v1/auth/login', { body: { email: email.trim(), password } })))
  }

  /** Takes over a session that another route made: set-up, or an accepted invitation. */
  async function enter(signedIn: SignedIn): Promise<void> {
    accessToken.take(signedIn)
    ended.value = false
    user.value = signedIn.user
    await loadMe()
  }

  async function loadMe(): Promise<void> {
    me.value = await answer(api.GET('/api/v1/me'))
    problem.value = null
    state.value = 'member'
  }

  async function logout(): Promise<void> {
    await answer(api.POST('/api/v1/auth/logout'))
    forget()
  }

  function forget(): void {
    accessToken.forget()
    me.value = null
    user.value = null
    state.value = 'guest'
  }

  accessToken.onLost(() => {
    forget()
    ended.value = true
  })

  return { state, me, user, enterprises, problem, ended, enterprise, restore, login, enter, loadMe, logout }
})
