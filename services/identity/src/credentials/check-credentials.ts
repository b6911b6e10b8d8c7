import { identityProblems } from '@miaohui/contracts/identity/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { UnitOfWork } from '@miaohui/persistence/unit-of-work'
import { Injectable } from '@nestjs/common'
import { UserEntity } from '../user/user.entity'
import { LoginGuard } from './login-guard'
import { PasswordHasher } from './password-hasher'

/** Who proves with a password to be somebody; the one place where passwords are judged, so that every guess is counted. */
@Injectable()
export class CheckCredentials {
  constructor(
    private readonly units: UnitOfWork,
    private readonly guard: LoginGuard,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws Problem CREDENTIALS_WRONG (the same answer, as late, for an e-mail that nobody has), SIGN_IN_LOCKED, SIGN_IN_BUSY */
  async execute(email: string, password: string): Promise<UserEntity> {
    const attemptsLeft = await this.guard.count(email)
    const user = await this.units.runGlobal((db) => db.findOneBy(UserEntity, { email }))
    if (!(await this.matches(email, password, user)) || !user) {
      throw new Problem(identityProblems.CREDENTIALS_WRONG, { meta: { attemptsLeft } })
    }
    await this.guard.reset(email)
    return user
  }

  private async matches(email: string, password: string, user: UserEntity | null): Promise<boolean> {
    try {
      return await this.hasher.matches(password, user?.passwordHash)
    } catch (error) {
      await this.guard.giveBack(email)
      throw error
    }
  }
}
