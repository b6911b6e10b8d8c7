import { randomBytes } from 'node:crypto'
import { identityProblems } from '@miaohui/contracts/identity/problems'
import { Problem } from '@miaohui/contracts/kernel/problem'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { hash, verify } from '@node-rs/argon2'

/** argon2id as reliability page §2.4.3 has it: 19 MiB, two passes, one lane; about 20 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** A flood of sign-ins must not take the CPU and the memory of everything else. */
const MAX_RUNNING = 2
const MAX_WAITING = 50

/** Hashes and checks passwords, few at a time. @throws Problem SIGN_IN_BUSY when too many wait */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private running = 0
  private readonly waiting: (() => void)[] = []
  private nobodysHash = ''

  async onModuleInit(): Promise<void> {
    this.nobodysHash = await hash(randomBytes(24), COST)
  }

  hash(password: string): Promise<string> {
    return this.admitted(() => hash(password, COST))
  }

  /** Without a hash (nobody has this e-mail) it takes the same time and is false. */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    const same = await this.admitted(() => verify(passwordHash ?? this.nobodysHash, password))
    return same && passwordHash !== undefined
  }

  private async admitted<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < MAX_RUNNING) this.running++
    else await this.queued()
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.running--
    }
  }

  /** The place of whoever ends is handed on, so that nobody overtakes the queue. */
  private queued(): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) throw new Problem(identityProblems.SIGN_IN_BUSY)
    return new Promise((resolve) => this.waiting.push(resolve))
  }
}
