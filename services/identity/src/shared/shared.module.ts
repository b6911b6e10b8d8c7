import { Global, Module } from '@nestjs/common'
import { IdentityConfig, identityConfig } from '../config'
import { Purge } from './purge'

@Global()
@Module({ providers: [{ provide: IdentityConfig, useFactory: identityConfig }, Purge], exports: [IdentityConfig] })
export class SharedModule {}
