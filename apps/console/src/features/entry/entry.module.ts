import type { Component } from 'vue'
import type { FeatureModule } from '@/shared/feature/feature-module'

type EntryPage = {
  path: string
  name: string
  titleKey: string
  /** Opens without a session. */
  public: boolean
  page: () => Promise<{ default: Component }>
  messages: FeatureModule['messages']
}

const messages: FeatureModule['messages'] = {
  'zh-CN': () => import('./entry.i18n.zh-CN.json'),
  en: () => import('./entry.i18n.en.json'),
}

/** Pages outside an enterprise: the way in, and nowhere. Set-up and invitation tokens come in the fragment, which no server log sees. */
export const entryPages: EntryPage[] = [
  { path: '/login', name: 'login', titleKey: 'entry.login.title', public: true, page: () => import('./LoginPage.vue'), messages },
  { path: '/setup', name: 'setup', titleKey: 'entry.setup.title', public: true, page: () => import('./SetupPage.vue'), messages },
  {
    path: '/invite',
    name: 'invite',
    titleKey: 'entry.invite.pageTitle',
    public: true,
    page: () => import('./InvitePage.vue'),
    messages,
  },
  {
    path: '/enterprises',
    name: 'enterprises',
    titleKey: 'entry.enterprises.title',
    public: false,
    page: () => import('./EnterprisesPage.vue'),
    messages,
  },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    titleKey: 'entry.notFound.title',
    public: true,
    page: () => import('./NotFoundPage.vue'),
    messages,
  },
]
