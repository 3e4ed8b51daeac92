import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DataLock, onceUnlocked } from './data-lock.ts'

function newFile() {
  return join(mkdtempSync(join(tmpdir(), 'ferraris-lock-')), 'data')
}

/** Another process that holds the lock until it is killed. */
async function holderOf(file: string) {
  const module = JSON.stringify(join(import.meta.dirname, 'data-lock.ts'))
  const script = `
    const { DataLock } = await import(${module})
    globalThis.lock = DataLock.take(${JSON.stringify(file)})
    console.log('held')
    setInterval(() => globalThis.lock, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  await once(child.stdout, 'data')
  return child
}

test('data belong to one process, and the error says which', async () => {
  const file = newFile()
  const holder = await holderOf(file)
  expect(() => DataLock.take(file)).toThrow(
    expect.objectContaining({ code: 'held', message: expect.stringContaining(`process ${holder.pid} `) }),
  )
  holder.kill('SIGKILL')
  await once(holder, 'exit')
})

test('the lock of a dead process does not block', async () => {
  const file = newFile()
  const holder = await holderOf(file)
  const waiting = onceUnlocked(() => DataLock.take(file), 20_000)
  holder.kill('SIGKILL')
  const lock = await waiting
  expect(() => DataLock.take(file)).toThrow(expect.objectContaining({ code: 'held' }))
  lock.release()
  lock.release()
  DataLock.take(file).release()
})

test('a lock that cannot be had is told from one that is held', async () => {
  const file = join(newFile(), 'in', 'no', 'folder')
  await expect(onceUnlocked(() => DataLock.take(file), 20_000)).rejects.toMatchObject({ code: 'unusable' })
})
