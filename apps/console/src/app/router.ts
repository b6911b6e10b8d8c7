import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import { entryPages } from '@/features/entry/entry.module'
import { canEnterAdmin, landingPath } from '@/shared/access/spaces'
import type { FeatureModule } from '@/shared/feature/feature-module'
import type { Permission } from '@/shared/http/api-types'
import { usePreferences, type Space } from '@/shared/session/preferences.store'
import { useSession } from '@/shared/session/session.store'
import { MENU } from './features'
import { loadMessages, translate } from './i18n/i18n'
import { safeNext } from '@/shared/lib/safe-next'

declare module 'vue-router' {
  interface RouteMeta {
    /** May be opened without a session. */
    public?: boolean
    titleKey?: string
    permission?: Permission
    feature?: FeatureModule
    messages?: FeatureModule['messages']
  }
}

function routesOf(space: Space): RouteRecordRaw[] {
  return MENU[space]
    .flatMap((group) => group.features)
    .flatMap((feature) =>
      feature.routes.map((route) => ({
        path: [feature.path, route.path].filter(Boolean).join('/'),
        name: route.name,
        component: route.page,
        meta: {
          titleKey: route.titleKey,
          permission: route.permission ?? feature.permission,
          feature,
          messages: feature.messages,
        },
      })),
    )
}

const shell = () => import('./shell/AppShell.vue')

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'root', redirect: () => ({ name: 'enterprises' }) },
  ...entryPages.map((page) => ({
    path: page.path,
    name: page.name,
    component: page.page,
    meta: { public: page.public, titleKey: page.titleKey, messages: page.messages },
  })),
  // Never shown: the guard leads on to the member's place in this enterprise.
  { path: '/e/:eid', name: 'enterprise', component: { render: () => null } },
  {
    path: '/e/:eid/admin',
    component: shell,
    redirect: (to) => `${to.path.replace(/\/$/, '')}/overview`,
    children: routesOf('admin'),
  },
  {
    path: '/e/:eid/t/:tid',
    component: shell,
    redirect: (to) => `${to.path.replace(/\/$/, '')}/home`,
    children: routesOf('team'),
  },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  const session = useSession()
  if (session.state === 'unknown') await session.restore()
  if (to.name === 'login' && session.state === 'member') return safeNext(to.query.next) ?? { name: 'enterprises' }
  if (to.meta.public || session.state === 'unreachable') return true
  if (session.state === 'guest') return { name: 'login', query: to.fullPath === '/enterprises' ? {} : { next: to.fullPath } }
  return placeFor(to)
})

/** Sends a member to a place that exists for them. An enterprise or team of others is answered like one that does not exist. */
function placeFor(to: RouteLocationNormalized) {
  const session = useSession()
  const preferences = usePreferences()
  const notFound = { name: 'not-found', params: { path: to.path.slice(1).split('/') }, query: to.query, hash: to.hash }

  if (to.name === 'enterprises' && session.enterprises.length === 1 && to.query.choose === undefined) {
    const only = session.enterprises[0]
    const path = only && landingPath(only, preferences.stored.lastPlace[only.id])
    return path ?? true
  }
  if (to.params.eid === undefined) return true
  const enterprise = session.enterprise(String(to.params.eid))
  if (!enterprise) return notFound
  if (to.name === 'enterprise')
    return landingPath(enterprise, preferences.stored.lastPlace[enterprise.id]) ?? { name: 'enterprises', query: { choose: '' } }
  if (to.params.tid === undefined)
    return canEnterAdmin(enterprise)
      ? true
      : (landingPath(enterprise, undefined) ?? { name: 'enterprises', query: { choose: '' } })
  return enterprise.teams.some((team) => team.id === to.params.tid) ? true : notFound
}

router.beforeResolve(async (to) => {
  if (to.meta.messages) await loadMessages(to.meta.messages)
})

router.afterEach((to) => {
  showTitle(to)
  const { eid, tid } = to.params
  if (typeof eid !== 'string' || to.name === 'not-found') return
  const preferences = usePreferences()
  preferences.stored.lastPlace[eid] = typeof tid === 'string' ? { space: 'team', teamId: tid } : { space: 'admin' }
})

/** After a release the old chunks are gone: going on means loading the new console. */
router.onError((error: unknown, to) => {
  if (error instanceof Error && /dynamically imported module|Importing a module script failed/i.test(error.message))
    window.location.assign(to.fullPath)
})

export function showTitle(route: RouteLocationNormalized): void {
  const brand = translate('brand.name')
  document.title = route.meta.titleKey ? `${translate(route.meta.titleKey)} · ${brand}` : brand
}
