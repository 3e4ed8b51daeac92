/**
 * The process that is killed: a concentrator on a power line with meters; its store and their memories lie in one
 * folder. Its head-end is the parent. Arguments: folder, seed.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DownMessage, UpMessage } from '@ferraris/uplink'
import { KeyVault } from '../store/key-vault.ts'
import { Store } from '../store/store.ts'
import { start, TestHeadEnd, TestSection } from './section.fixture.ts'

const [folder = '', seed] = process.argv.slice(2)

/** Whole or not at all, whenever the process is killed. */
function save(name: string, text: string): void {
  const path = join(folder, name)
  writeFileSync(`${path}.next`, text)
  renameSync(`${path}.next`, path)
}
function load(name: string): string | undefined {
  const path = join(folder, name)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

class Parent extends TestHeadEnd {
  override take(message: UpMessage): DownMessage[] {
    process.send?.(message)
    return []
  }
}

const section = new TestSection({
  meters: 4,
  seed: Number(seed),
  start: Number(load('now') ?? start),
  store: Store.open(join(folder, 'store'), KeyVault.open(join(folder, 'kek'))),
  headEnd: new Parent(),
  memory: number => ({
    load: () => load(`meter-${number}`),
    save: text => {
      save(`meter-${number}`, text)
      // The worst moment: the meter has switched, and its answer is not yet on the line.
      if (!text.includes('openBreaker') || load(`killed-${number}`) !== undefined) return
      save(`killed-${number}`, '')
      process.kill(process.pid, 'SIGKILL')
    },
  }),
  settings: { historyDays: 5, resendAfterMs: 5000 },
})
section.line.loss = 0.1
process.on('message', (message: DownMessage) => section.tell(message))

function live(): void {
  section.run(2000)
  save('now', String(section.line.now))
  setImmediate(live)
}
live()
