import type { Type } from '@nestjs/common'
import { AccountOverviewController } from './accounts/account-overview.controller'
import { AccountsController } from './accounts/accounts.controller'
import { HostingOptionsController } from './accounts/hosting-options.controller'
import { SyncController } from './accounts/sync.controller'
import { AnswerSettingsController } from './answer-sops/answer-settings.controller'
import { AnswerSopsController } from './answer-sops/answer-sops.controller'
import { AuthController } from './auth/auth.controller'
import { AudiencesController } from './broadcasts/audiences.controller'
import { BroadcastsController } from './broadcasts/broadcasts.controller'
import { ConversationsController } from './conversations/conversations.controller'
import { CustomersController } from './customers/customers.controller'
import { DepartmentsController } from './departments/departments.controller'
import { EnterpriseController } from './enterprise/enterprise.controller'
import { HealthController } from './health/health.controller'
import { InvitationsController } from './invitations/invitations.controller'
import { LicenseController } from './license/license.controller'
import { LiveController } from './live/live.controller'
import { MaterialContentController } from './materials/material-content.controller'
import { MaterialsController } from './materials/materials.controller'
import { MeController } from './me/me.controller'
import { MembersController } from './members/members.controller'
import { OpenApiController } from './openapi/open-api.controller'
import { PermissionGroupsController } from './permission-groups/permission-groups.controller'
import { RoomsController } from './rooms/rooms.controller'
import { SetupController } from './setup/setup.controller'
import { TagsController } from './tags/tags.controller'
import { TeamsController } from './teams/teams.controller'

/** Every HTTP route of the product, in the order of the published interface. */
export const CONTROLLERS: readonly Type[] = [
  SetupController,
  AuthController,
  InvitationsController,
  MeController,
  LiveController,
  EnterpriseController,
  DepartmentsController,
  MembersController,
  PermissionGroupsController,
  TeamsController,
  LicenseController,
  HostingOptionsController,
  AccountOverviewController,
  AccountsController,
  SyncController,
  CustomersController,
  TagsController,
  RoomsController,
  MaterialsController,
  MaterialContentController,
  AudiencesController,
  BroadcastsController,
  ConversationsController,
  AnswerSopsController,
  AnswerSettingsController,
  HealthController,
  OpenApiController,
]
