import type { ByIdInTeam, TeamScoped } from '@miaohui/contracts/kernel/common-shapes'
import {
  createTag,
  deleteTag,
  listTags,
  updateTag,
  type CreateTag,
  type Tag,
  type Tags,
  type UpdateTag,
} from '@miaohui/contracts/messaging/tag'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { memberOfTeam } from '../access'
import { ListTags } from './list-tags'
import { ManageTags } from './manage-tags'

@Injectable()
export class TagsRpc {
  constructor(
    private readonly listing: ListTags,
    private readonly tags: ManageTags,
  ) {}

  @HandleRpc(listTags)
  async list(input: TeamScoped, { actor }: RpcContext): Promise<Tags> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'tag.view')
    return { items: await this.listing.execute(enterpriseId, input.teamId) }
  }

  @HandleRpc(createTag)
  async create(input: CreateTag, { actor }: RpcContext): Promise<Tag> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'tag.edit')
    return this.tags.create(enterpriseId, input)
  }

  @HandleRpc(updateTag)
  async update(input: UpdateTag, { actor }: RpcContext): Promise<Tag> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'tag.edit')
    return this.tags.update(enterpriseId, input)
  }

  @HandleRpc(deleteTag)
  async delete(input: ByIdInTeam, { actor }: RpcContext): Promise<void> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'tag.delete')
    await this.tags.delete(enterpriseId, input.teamId, input.id)
  }
}
