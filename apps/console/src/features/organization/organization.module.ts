import { joinMessages } from '@/shared/feature/join-messages'
import type { FeatureModule } from '@/shared/feature/feature-module'
import { orgMessages } from '@/shared/org/org-messages'

export const organizationModule: FeatureModule = {
  name: 'organization',
  space: 'admin',
  path: 'organization',
  icon: 'building',
  labelKey: 'nav.organization',
  pinyin: 'zuzhijiagou zzjg',
  permission: 'department.view',
  messages: joinMessages(orgMessages, {
    'zh-CN': () => import('./organization.i18n.zh-CN.json'),
    en: () => import('./organization.i18n.en.json'),
  }),
  routes: [{ path: '', name: 'organization', titleKey: 'nav.organization', page: () => import('./OrganizationPage.vue') }],
}
