import type { ByIdInTeam } from '@miaohui/contracts/kernel/common-shapes'
import type { Page } from '@miaohui/contracts/kernel/page'
import {
  deleteMaterial,
  listMaterials,
  readMaterial,
  uploadMaterial,
  type ListMaterials,
  type Material,
  type MaterialContent,
  type ReadMaterial,
  type UploadMaterial,
} from '@miaohui/contracts/messaging/material'
import { HandleRpc, type RpcContext } from '@miaohui/platform/rpc/handle-rpc'
import { Injectable } from '@nestjs/common'
import { memberOfTeam } from '../access'
import { ListMaterialsQuery } from './list-materials'
import { ManageMaterials } from './manage-materials'

@Injectable()
export class MaterialsRpc {
  constructor(
    private readonly materials: ManageMaterials,
    private readonly listing: ListMaterialsQuery,
  ) {}

  @HandleRpc(uploadMaterial)
  async upload(input: UploadMaterial, { actor }: RpcContext): Promise<Material> {
    return this.materials.upload(memberOfTeam(actor, input.teamId, 'material.edit'), input)
  }

  @HandleRpc(listMaterials)
  async list(input: ListMaterials, { actor }: RpcContext): Promise<Page<Material>> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'material.view')
    return this.listing.execute(enterpriseId, input)
  }

  @HandleRpc(deleteMaterial)
  async delete(input: ByIdInTeam, { actor }: RpcContext): Promise<void> {
    const { enterpriseId } = memberOfTeam(actor, input.teamId, 'material.delete')
    await this.materials.delete(enterpriseId, input.teamId, input.id)
  }

  /** Open to everybody who has a signed link. */
  @HandleRpc(readMaterial)
  async read(input: ReadMaterial): Promise<MaterialContent> {
    return this.materials.read(input)
  }
}
