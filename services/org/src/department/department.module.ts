import { Module } from '@nestjs/common'
import { CreateDepartment } from './create-department'
import { DeleteDepartment } from './delete-department'
import { DepartmentRpc } from './department.rpc'
import { ListDepartments } from './list-departments'
import { UpdateDepartment } from './update-department'

@Module({ providers: [DepartmentRpc, ListDepartments, CreateDepartment, UpdateDepartment, DeleteDepartment] })
export class DepartmentModule {}
