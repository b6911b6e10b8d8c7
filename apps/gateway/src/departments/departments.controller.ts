import { createDepartment, deleteDepartment, listDepartments, updateDepartment } from '@miaohui/contracts/org/department'
import { Controller, Delete, Get, Patch, Post, Req } from '@nestjs/common'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'
import { ENTERPRISE } from '../http/paths'

@Controller(`${ENTERPRISE}/departments`)
export class DepartmentsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  @Expose(listDepartments, { permission: 'department.view' }, { summary: 'All departments, flat, with their parents' })
  list(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Post()
  @Expose(createDepartment, { permission: 'department.edit' }, { summary: 'Create a department', status: 201 })
  create(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Patch(':id')
  @Expose(updateDepartment, { permission: 'department.edit' }, { summary: 'Rename or move a department' })
  update(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }

  @Delete(':id')
  @Expose(deleteDepartment, { permission: 'department.delete' }, { summary: 'Delete an empty department' })
  remove(@Req() request: EdgeRequest): Promise<object | undefined> {
    return this.forward.ask(request)
  }
}
