import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ferraris, program, RunningMeter, temporaryFolder } from './ferraris.ts'

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
