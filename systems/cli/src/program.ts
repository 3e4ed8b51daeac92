import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { activityCommand } from './activity/command.ts'
import { alarmCommand } from './alarm/command.ts'
import { approvalCommand } from './approval/command.ts'
import { backupCommand, restoreCommand } from './backup/command.ts'
import { benchCommand } from './bench/command.ts'
import { chain2Command } from './chain2/command.ts'
import { checkCommand } from './check/command.ts'
import { concentratorCommand } from './concentrator/command.ts'
import { conformanceCommand } from './conformance/command.ts'
import { customerCommand } from './customer/command.ts'
import { customerDeviceCommand } from './customer-device/command.ts'
import { dataCommand } from './data/command.ts'
import { debtCommand } from './debt/command.ts'
import { destinationCommand } from './destination/command.ts'
import { diagnosisCommand } from './diagnosis/command.ts'
import { districtCommand } from './district/command.ts'
import { fieldCommand } from './field/command.ts'
import { fileCommand } from './file/command.ts'
import { findingCommand } from './finding/command.ts'
import { groupCommand } from './group/command.ts'
import { headEndCommand } from './head-end/command.ts'
import { healthCommand } from './health/command.ts'
import { incidentCommand } from './incident/command.ts'
import { listenCommand } from './listen/command.ts'
import { messageCommand } from './message/command.ts'
import { meterCommand } from './meter/command.ts'
import { monitoringCommand } from './monitoring/command.ts'
import { orderCommand } from './order/command.ts'
import { ownDataCommand } from './own-data/command.ts'
import { powerLineCommand } from './power-line/command.ts'
import { pushCommand } from './push/command.ts'
import { qualityCommand } from './quality/command.ts'
import { scheduleCommand } from './schedule/command.ts'
import { telegramCommand } from './telegram/explain.ts'
import { workRequestCommand } from './work-request/command.ts'

/** The whole command line. Nothing but commander is loaded before a command has been chosen. */
export function createProgram(): Command {
  const program = new Command('ferraris')
    .description('An open smart-metering system: meters, head-end, console and tools')
    .version(version(), '-V, --version', 'print the version')
    .addCommand(districtCommand())
    .addCommand(headEndCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(concentratorCommand())
    .addCommand(orderCommand())
    .addCommand(activityCommand())
    .addCommand(debtCommand())
    .addCommand(customerCommand())
    .addCommand(ownDataCommand())
    .addCommand(groupCommand())
    .addCommand(scheduleCommand())
    .addCommand(workRequestCommand())
    .addCommand(diagnosisCommand())
    .addCommand(checkCommand())
    .addCommand(findingCommand())
    .addCommand(dataCommand())
    .addCommand(qualityCommand())
    .addCommand(healthCommand())
    .addCommand(fileCommand())
    .addCommand(messageCommand())
    .addCommand(destinationCommand())
    .addCommand(alarmCommand())
    .addCommand(incidentCommand())
    .addCommand(pushCommand())
    .addCommand(approvalCommand())
    .addCommand(meterCommand())
    .addCommand(monitoringCommand())
    .addCommand(fieldCommand())
    .addCommand(chain2Command())
    .addCommand(customerDeviceCommand())
    .addCommand(listenCommand())
    .addCommand(powerLineCommand())
    .addCommand(telegramCommand())
    .addCommand(conformanceCommand())
    .addCommand(benchCommand())
    .addHelpText('after', help)
  for (const command of withDescendants(program)) settle(command)
  return program
}

const help = `
Examples:
  $ ferraris district start                 a whole system on this machine
  $ ferraris district describe --json       its meters, and where they are
  $ ferraris meter read 'dlms+tcp://…'      read any of them

Exit codes: 0 done, 1 refused by the other side, 2 bad input. Results go to stdout, messages to stderr.
`

function* withDescendants(command: Command): Generator<Command> {
  yield command
  for (const child of command.commands) yield* withDescendants(child)
}

/** What holds for every command. */
function settle(command: Command): void {
  command
    .exitOverride()
    .showHelpAfterError(`See ${pathOf(command)} --help`)
    .helpCommand(false)
    .helpOption('-h, --help', 'show this help')
    .option('--debug', 'show where an error came from')
    .configureHelp({ sortSubcommands: false })
}

function pathOf(command: Command): string {
  return (command.parent ? `${pathOf(command.parent)} ` : '') + command.name()
}

function version(): string {
  const manifest = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
