import { Module } from '@nestjs/common'
import { CheckCredentials } from './check-credentials'
import { LoginGuard } from './login-guard'
import { PasswordHasher } from './password-hasher'

@Module({ providers: [LoginGuard, PasswordHasher, CheckCredentials], exports: [PasswordHasher, CheckCredentials] })
export class CredentialsModule {}
