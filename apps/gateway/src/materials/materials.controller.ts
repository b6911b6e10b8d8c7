import { deleteMaterial, listMaterials, uploadMaterial } from '@miaohui/contracts/messaging/material'
import { Controller, Delete, Get, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { TEAM } from '../http/paths'

/** A file of the largest size in base64, with room for the JSON around it. */
const UPLOAD_LIMIT = 8 * 1024 * 1024

@Controller(`${TEAM}/materials`)
export class MaterialsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listMaterials, { permission: 'material.view' }, { summary: 'Pictures and files, newest first' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(
    uploadMaterial,
    { permission: 'material.edit' },
    { summary: 'Upload a picture or a file', status: 201, bodyLimit: UPLOAD_LIMIT },
  )
  upload(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Delete(':id')
  @Expose(deleteMaterial, { permission: 'material.delete' }, { summary: 'Delete a material' })
  remove(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
