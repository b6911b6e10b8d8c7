import { PersistenceModule } from '@miaohui/persistence/persistence-module'
import { ServiceModule } from '@miaohui/platform/service-module'
import { Module } from '@nestjs/common'
import { AccountsSubscriber } from './accounts/accounts.subscriber'
import { ProjectAccounts } from './accounts/project-accounts'
import { AudiencesRpc } from './audiences/audiences.rpc'
import { EstimateAudienceQuery } from './audiences/estimate-audience'
import { AdvanceBroadcasts } from './broadcasts/advance-broadcasts'
import { BroadcastProgress } from './broadcasts/broadcast-progress'
import { BroadcastViews } from './broadcasts/broadcast-views'
import { BroadcastEntity } from './broadcasts/broadcast.entity'
import { BroadcastsRpc } from './broadcasts/broadcasts.rpc'
import { ControlBroadcast } from './broadcasts/control-broadcast'
import { CreateBroadcastCommand } from './broadcasts/create-broadcast'
import { FreezeBroadcast } from './broadcasts/freeze-broadcast'
import { ListBroadcastsQuery } from './broadcasts/list-broadcasts'
import { ConversationViews } from './conversations/conversation-views'
import { ConversationsRpc } from './conversations/conversations.rpc'
import { ConversationsSubscriber } from './conversations/conversations.subscriber'
import { ListConversationsQuery } from './conversations/list-conversations'
import { OpenConversationCommand } from './conversations/open-conversation'
import { RecordMessages } from './conversations/record-messages'
import { RecordSent } from './conversations/record-sent'
import { SendMessageCommand } from './conversations/send-message'
import { TakeMessages } from './conversations/take-messages'
import { AddCustomers } from './customers/add-customers'
import { ChangeRelations } from './customers/change-relations'
import { CustomersRpc } from './customers/customers.rpc'
import { CustomersSubscriber } from './customers/customers.subscriber'
import { GetCustomer, GetFreshness } from './customers/get-customer'
import { ListCustomersQuery } from './customers/list-customers'
import { TagCustomersCommand } from './customers/tag-customers'
import { WriteContacts } from './customers/write-contacts'
import { migrations } from './database/migrations/list'
import { ListMaterialsQuery } from './materials/list-materials'
import { ManageMaterials } from './materials/manage-materials'
import { MaterialLinks } from './materials/material-links'
import { MaterialStore } from './materials/material-store'
import { MaterialEntity } from './materials/material.entity'
import { MaterialsRpc } from './materials/materials.rpc'
import { messagingConfig, MessagingConfig } from './messaging-config'
import { RoomsRpc } from './rooms/rooms.rpc'
import { RoomsSubscriber } from './rooms/rooms.subscriber'
import { AnnounceSends } from './sends/announce-sends'
import { BroadcastPulse } from './sends/broadcast-pulse'
import { CheckContent } from './sends/check-content'
import { ClaimSends } from './sends/claim-sends'
import { Dispatcher } from './sends/dispatcher'
import { DropSends } from './sends/drop-sends'
import { HandOverSends } from './sends/hand-over-sends'
import { LicenseLeases } from './sends/license-leases'
import { PlanSendsCommand } from './sends/plan-sends'
import { PrepareHandOver } from './sends/prepare-hand-over'
import { SendWaker } from './sends/send-waker'
import { SendWriter } from './sends/send-writer'
import { SendsRpc } from './sends/sends.rpc'
import { SettleByEvidence } from './sends/settle-by-evidence'
import { SweepSends } from './sends/sweep-sends'
import { Sweeper } from './sends/sweeper'
import { LinkProviderTags } from './tags/link-provider-tags'
import { ListTags } from './tags/list-tags'
import { ManageTags } from './tags/manage-tags'
import { TagEntity } from './tags/tag.entity'
import { TagsRpc } from './tags/tags.rpc'
import { TagsSubscriber } from './tags/tags.subscriber'

const accounts = [AccountsSubscriber, ProjectAccounts]
const audiences = [AudiencesRpc, EstimateAudienceQuery]
const broadcasts = [
  BroadcastsRpc,
  CreateBroadcastCommand,
  FreezeBroadcast,
  AdvanceBroadcasts,
  BroadcastProgress,
  BroadcastViews,
  ControlBroadcast,
  ListBroadcastsQuery,
]
const conversations = [
  ConversationsRpc,
  ConversationsSubscriber,
  ConversationViews,
  ListConversationsQuery,
  OpenConversationCommand,
  RecordMessages,
  RecordSent,
  SendMessageCommand,
  TakeMessages,
]
const customers = [
  CustomersRpc,
  CustomersSubscriber,
  AddCustomers,
  ChangeRelations,
  GetCustomer,
  GetFreshness,
  ListCustomersQuery,
  TagCustomersCommand,
  WriteContacts,
]
const materials = [MaterialsRpc, ManageMaterials, ListMaterialsQuery, MaterialLinks, MaterialStore]
const rooms = [RoomsRpc, RoomsSubscriber]
const sends = [
  SendsRpc,
  AnnounceSends,
  BroadcastPulse,
  CheckContent,
  ClaimSends,
  Dispatcher,
  DropSends,
  HandOverSends,
  LicenseLeases,
  PlanSendsCommand,
  PrepareHandOver,
  SendWaker,
  SendWriter,
  SettleByEvidence,
  SweepSends,
  Sweeper,
]
const tags = [TagsRpc, TagsSubscriber, LinkProviderTags, ListTags, ManageTags]

@Module({
  imports: [
    ServiceModule.forRoot('messaging'),
    PersistenceModule.forRoot({ service: 'messaging', entities: [BroadcastEntity, MaterialEntity, TagEntity], migrations }),
  ],
  providers: [
    { provide: MessagingConfig, useFactory: () => messagingConfig() },
    ...accounts,
    ...audiences,
    ...broadcasts,
    ...conversations,
    ...customers,
    ...materials,
    ...rooms,
    ...sends,
    ...tags,
  ],
})
export class AppModule {}
