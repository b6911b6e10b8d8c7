import { accountsModule } from '@/features/accounts/accounts.module'
import { allAccountsModule } from '@/features/all-accounts/all-accounts.module'
import { answersModule } from '@/features/answers/answers.module'
import { broadcastsModule } from '@/features/broadcasts/broadcasts.module'
import { customersModule } from '@/features/customers/customers.module'
import { homeModule } from '@/features/home/home.module'
import { inboxModule } from '@/features/inbox/inbox.module'
import { invitationsModule } from '@/features/invitations/invitations.module'
import { licenseModule } from '@/features/license/license.module'
import { materialsModule } from '@/features/materials/materials.module'
import { organizationModule } from '@/features/organization/organization.module'
import { overviewModule } from '@/features/overview/overview.module'
import { permissionGroupsModule } from '@/features/permission-groups/permission-groups.module'
import { roomsModule } from '@/features/rooms/rooms.module'
import { tagsModule } from '@/features/tags/tags.module'
import { teamSettingsModule } from '@/features/team-settings/team-settings.module'
import { teamsModule } from '@/features/teams/teams.module'
import type { FeatureModule } from '@/shared/feature/feature-module'
import type { Space } from '@/shared/session/preferences.store'

export type MenuGroup = { labelKey: string | null; features: FeatureModule[] }

/** The menu in its order; it is also the list of all features. Taking a feature out is deleting its folder and its line here. */
export const MENU: Record<Space, MenuGroup[]> = {
  admin: [
    { labelKey: null, features: [overviewModule] },
    { labelKey: 'nav.organizationGroup', features: [organizationModule, permissionGroupsModule, teamsModule, invitationsModule] },
    { labelKey: 'nav.hostingGroup', features: [licenseModule, allAccountsModule] },
  ],
  team: [
    { labelKey: 'nav.workbenchGroup', features: [homeModule, inboxModule, customersModule, roomsModule] },
    { labelKey: 'nav.reachGroup', features: [broadcastsModule, answersModule, materialsModule] },
    { labelKey: 'nav.teamGroup', features: [tagsModule, accountsModule, teamSettingsModule] },
  ],
}

/** The four places of the phone's bottom bar; everything else is behind "more". */
export const PHONE_TABS: { feature: FeatureModule; labelKey: string }[] = [
  { feature: inboxModule, labelKey: 'nav.inboxShort' },
  { feature: customersModule, labelKey: 'nav.customersShort' },
  { feature: broadcastsModule, labelKey: 'nav.broadcasts' },
  { feature: accountsModule, labelKey: 'nav.accountsShort' },
]
