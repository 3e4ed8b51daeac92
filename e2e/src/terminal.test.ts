import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, ferraris, program, RunningMeter, temporaryFolder } from './ferraris.ts'

const hasScript = spawnSync('script', ['--version']).status === 0
if (!hasScript) console.log('the look on a terminal is not tested: there is no program script (util-linux)')

const folder = temporaryFolder()
let meter: RunningMeter
beforeAll(async () => {
  meter = await RunningMeter.start(folder.path)
})
afterAll(async () => {
  await meter[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** What a person sees on a terminal of a width; in CI there is no person, and Node leaves colours out. */
function onTerminal(columns: number, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const words = [process.execPath, program, ...args].map(word => `'${word}'`).join(' ')
  const { NO_COLOR: _noColor, CI: _ci, ...own } = process.env
  return execFileSync('script', ['-qec', `stty cols ${columns}; ${words}`, '/dev/null'], {
    encoding: 'utf8',
    env: { ...own, TERM: 'xterm-256color', ...env },
  }).replaceAll('\r\n', '\n')
}

const escapeCharacter = String.fromCharCode(27)

describe.skipIf(!hasScript)('on a terminal', () => {
  const reading = () => ['meter', 'read', meter.started.uri, '--data', folder.path]

  test.each([60, 80, 120])('nothing is wider than %i columns', columns => {
    const lines = stripVTControlCharacters(onTerminal(columns, reading())).split('\n')
    expect(lines.length).toBeGreaterThan(20)
    expect(lines.filter(line => line.length > columns)).toEqual([])
  })

  test('results have colour, unless NO_COLOR says otherwise', () => {
    expect(onTerminal(100, reading())).toContain(escapeCharacter)
    expect(onTerminal(100, reading(), { NO_COLOR: '1' })).not.toContain(escapeCharacter)
  })

  test('the day stands hour by hour with its curve', () => {
    const text = stripVTControlCharacters(onTerminal(100, reading()))
    expect(text).toMatch(/^hour +:15 +:30 +:45 +:00 +Wh$/m)
    expect(text).toMatch(/[▁▂▃▄▅▆▇█]{4,}/)
    expect(text).toContain('clock right')
  })
})

/** Whether a process is there and not a zombie. */
function lives(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe.skipIf(!hasScript || process.platform !== 'linux')('a terminal that is closed', () => {
  test.each(['head-end', 'district'])('ends %s and its PostgreSQL', async what => {
    using own = temporaryFolder()
    const flags = what === 'district' ? ['--meters', '2', '--history', '1', '--meter-port', '0'] : []
    const words = [process.execPath, program, what, 'start', '--data', own.path, '--port', '0', ...flags]
    const terminal = spawn('script', ['-qfc', words.map(word => `'${word}'`).join(' '), '/dev/null'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, FERRARIS_DATA: '' },
    })
    let shown = ''
    terminal.stdout.on('data', octets => (shown += String(octets)))
    await eventually(
      async () => shown,
      text => text.includes('Ctrl-C'),
    )
    const file = join(own.path, 'postgres/cluster/postmaster.pid')
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    expect(lives(pid)).toBe(true)
    terminal.kill('SIGKILL')
    await eventually(
      async () => lives(pid),
      alive => !alive,
    )
  })
})

test('what npm has started ends with npm, although npm does not hand the signal on', async () => {
  using own = temporaryFolder()
  const command = `'${process.execPath}' '${program}' meter start --port 0 --json --data '${own.path}' & wait`
  const shell = spawn('sh', ['-c', command], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, npm_lifecycle_event: 'start', npm_command: 'run-script' },
  })
  await once(shell.stdout, 'data')
  // The number of the process that has the lock is that of the meter.
  const pid = Number(readFileSync(join(own.path, 'meters.journal.in-use.pid'), 'utf8'))
  shell.kill('SIGTERM')
  await eventually(
    async () => lives(pid),
    alive => !alive,
  )
})

test('in a pipe results are plain, and messages stand apart', async () => {
  const { stdout, stderr } = await ferraris(['meter', 'objects', meter.started.uri, '--data', folder.path], {
    env: { NO_COLOR: undefined },
  })
  expect(stdout).not.toContain(escapeCharacter)
  expect(stdout).toContain('Profile generic (7, v1)')
  expect(stderr).toBe('')
})

test('every command explains itself with examples', async () => {
  const { createProgram } = await import('@ferraris/cli')
  type Command = ReturnType<typeof createProgram>
  const leaves = (command: Command, path: string[]): [string, Command][] =>
    command.commands.length === 0
      ? [[path.join(' '), command]]
      : command.commands.flatMap(child => leaves(child as Command, [...path, child.name()]))
  for (const [path, command] of leaves(createProgram(), [])) {
    let said = ''
    command.configureOutput({
      writeOut: text => {
        said += text
      },
    })
    command.outputHelp()
    expect(said, path).toContain('Examples:')
    if (!path.startsWith('telegram')) expect(said, path).toContain('--json')
  }
  const { code, stdout } = await ferraris(['meter', 'read', '--help'])
  expect([code, stdout.includes('Examples:')]).toEqual([0, true])
})

const oldNode = '/usr/bin/node'
const hasOldNode =
  existsSync(oldNode) && !execFileSync(oldNode, ['--version'], { encoding: 'utf8' }).startsWith('v24')

test.skipIf(!hasOldNode)('an older Node hands over to the one that the project brings along', () => {
  const { status, stdout, stderr } = spawnSync(oldNode, [program, 'meter', 'read', 'nonsense', '--json'], {
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([2, expect.stringContaining('meter URI')])
  expect(JSON.parse(stdout).error.parameter).toBe('form')
})
