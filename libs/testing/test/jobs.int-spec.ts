import { PersistenceModule } from '@miaohui/persistence/persistence-module'
import { newId } from '@miaohui/contracts/kernel/ids'
import { defineJob, HandleJob } from '@miaohui/platform/jobs/define-job'
import { JobQueue } from '@miaohui/platform/jobs/job-queue'
import { ServiceModule } from '@miaohui/platform/service-module'
import { Injectable, Module } from '@nestjs/common'
import { eventually } from '../src/eventually'
import { startService, type StartedService } from '../src/service'
import { writerMigrations } from './fixture/writer'

type Ids = { id: string }
const remember = defineJob<Ids>('note.remember')

@Injectable()
class Remember {
  readonly seen: string[] = []

  @HandleJob(remember)
  async run({ id }: Ids): Promise<void> {
    this.seen.push(id)
    if (id === 'bad') throw new Error('no')
  }
}

@Module({
  imports: [
    ServiceModule.forRoot('org'),
    PersistenceModule.forRoot({ service: 'org', entities: [], migrations: writerMigrations }),
  ],
  providers: [Remember],
})
class JobsModule {}

describe('a job', () => {
  let org: StartedService
  const jobs = (): JobQueue => org.get(JobQueue)
  const seen = (): string[] => org.get(Remember).seen

  beforeAll(async () => {
    org = await startService('org', JobsModule, { migrations: writerMigrations })
  }, 30_000)
  afterAll(async () => {
    await org?.close()
  })

  it('runs, and a failing one does not stop the next', async () => {
    await jobs().add(remember, { id: 'bad' })
    await jobs().add(remember, { id: 'good' })
    await eventually(() => expect(seen()).toEqual(['bad', 'good']))
  })

  it('is added once while one of the same id waits', async () => {
    for (let i = 0; i < 3; i++) await jobs().add(remember, { id: 'once' }, { jobId: 'j1', delayMs: 100 })
    await jobs().add(remember, { id: 'marker' }, { delayMs: 200 })
    await eventually(() => expect(seen()).toContain('marker'))
    expect(seen().filter((id) => id === 'once')).toHaveLength(1)
  })

  it('asked for in a unit of work runs after its commit, and not after its failure', async () => {
    const failing = org.units.run(newId(), async () => {
      await jobs().add(remember, { id: 'never' })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await org.units.run(newId(), () => jobs().add(remember, { id: 'committed' }))
    await eventually(() => expect(seen()).toContain('committed'))
    expect(seen()).not.toContain('never')
  })
})
