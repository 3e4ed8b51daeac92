import { expect, test } from 'vitest'
import { createProgram } from './program.ts'

function descendants(command: ReturnType<typeof createProgram>): ReturnType<typeof createProgram>[] {
  return [command, ...command.commands.flatMap(descendants)]
}

test('commands read object, then verb', () => {
  const program = createProgram()
  expect(program.commands.map(command => command.name())).toEqual([
    'district',
    'head-end',
    'backup',
    'restore',
    'concentrator',
    'order',
    'activity',
    'debt',
    'customer',
    'own-data',
    'group',
    'schedule',
    'work-request',
    'diagnosis',
    'check',
    'finding',
    'data',
    'quality',
    'health',
    'file',
    'message',
    'destination',
    'alarm',
    'incident',
    'push',
    'approval',
    'meter',
    'monitoring',
    'field',
    'chain2',
    'customer-device',
    'listen',
    'power-line',
    'telegram',
    'conformance',
    'bench',
  ])
  const meter = program.commands.find(command => command.name() === 'meter')
  expect(meter?.commands.map(command => command.name())).toEqual([
    'read',
    'ping',
    'diagnose',
    'objects',
    'write',
    'execute',
    'programme',
    'programmes',
    'start',
    'harm',
    'display',
  ])
})

test('no option means two things in one command', () => {
  for (const command of descendants(createProgram())) {
    const flags = command.options.map(({ long }) => long)
    expect(new Set(flags).size, command.name()).toBe(flags.length)
  }
})
