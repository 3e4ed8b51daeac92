import { Command } from 'commander'
import { examples } from '../examples.ts'
import { talking } from '../meter/command.ts'
import { parseCount, parseSeconds, parseWhole } from '../option-values.ts'

/** What makers of customers' devices need besides a device: the tests of a sample, what a report is worth, and a look into a device. */
export function deviceBenchCommands(): Command[] {
  return [testCommand(), verifyCommand(), supportCommand(), configureCommand()]
}

function testCommand(): Command {
  return new Command('test')
    .description(
      'Run the integration tests of Chain 2 against a sample, ours or any other, and sign what comes of it',
    )
    .argument(
      '[place]',
      'where the sample listens: tcp://, udp:// or serial://; without it our own device is tested',
    )
    .option(
      '--parameters <file>',
      'parameter file of the maker: versions, meters, and key and address of each sample',
    )
    .option('--sample <name>', 'which sample of the file; default: the first')
    .option(
      '--framing <framing>',
      'what telegrams are wrapped in: wrapper, hdlc, mbus or apdu; modem where the device listens at the host interface of a power-line modem',
      'wrapper',
    )
    .option(
      '--support <tool>',
      "how counters are read: the address of a device's interface, its token in FERRARIS_DEVICE_TOKEN; or a command that prints them as the platform takes them, {meter} in it stands for M1 or M2",
    )
    .option(
      '--supply <command>',
      'command that switches the supply of the sample, called with off and then with on',
    )
    .option('--dark <seconds>', 'how long the supply stays off', parseSeconds, 5)
    .option('--patience <seconds>', 'how long a frame may take to be counted', parseSeconds, 10)
    .option(
      '--only <prefix...>',
      'only cases with this prefix, for example ciphering; the report is not signed',
    )
    .option('--key <file>', 'key of the bench, made where there is none', 'device-bench.key.pem')
    .option('--report <file>', 'write the signed report into a file')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `${examples(
        'ferraris customer-device test --json',
        'ferraris customer-device test tcp://192.168.1.20:4059 --parameters plug.json --sample A1 --support http://192.168.1.20 --report A1.json',
        "ferraris customer-device test serial:///dev/ttyUSB0?baud=57600 --parameters plug.json --support 'plugtool counters {meter}' --supply './relay'",
      )}
Exit codes: 0 no case failed, 1 at least one did, 2 bad input.
`,
    )
    .action(async (place, options) => (await import('./test.ts')).testDevice(place, options))
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('Say what a report is worth: whether it is whole, whose it is, and of which versions')
    .argument('<report>', 'file that the bench has written')
    .option('--bench <key>', 'public key of the bench that is trusted; else the one that the report names')
    .option('--hardware <version>', 'of the device that it is to hold for')
    .option('--firmware <version>', 'of the device that it is to hold for')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('ferraris customer-device verify A1.json --firmware 1.4.0'))
    .action(async (file, options) => (await import('./verify.ts')).verifyReport(file, options))
}

function supportCommand(): Command {
  return new Command('support')
    .description('Read what a device counts and how it receives: the support tool at a bench')
    .argument(
      '<tool>',
      "address of the device's interface, its token in FERRARIS_DEVICE_TOKEN; or a command, see test --support",
    )
    .option('--meter <role>', 'M1 or M2', 'M1')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('ferraris customer-device support http://192.168.1.20'))
    .action(async (tool, options) => (await import('./support.ts')).showSupport(tool, options))
}

function configureCommand(): Command {
  return talking(new Command('configure'))
    .description(
      'Tell a meter to send to a sample, under the keys of the parameter file: the configuration tool at a bench',
    )
    .argument('<uri>', 'of the meter; its master key (kek) is in the key ring')
    .option('--parameters <file>', 'parameter file of the maker')
    .option('--sample <name>', 'which sample of the file; default: the first')
    .option('--pod <name>', 'point of delivery', 'IT001E00000001')
    .option('--profile <name>', 'what is sent: monitoring, basic, prosumer, quality or prepaid', 'monitoring')
    .option(
      '--contract <watts>',
      'power of the contract, of which a tenth is the step of power',
      parseCount,
      3000,
    )
    .option(
      '--threshold <Wh>',
      'energy of a week that is told when it is reached; 0 for never',
      parseWhole,
      0,
    )
    .option('--production', 'the meter measures a generator')
    .option('--revoke', 'the meter sends to no device any more')
    .addHelpText(
      'after',
      examples(
        "ferraris customer-device configure 'dlms+tcp://127.0.0.1:20001?auth=gmac' --parameters plug.json --sample A1",
      ),
    )
    .action(async (uri, options) => (await import('./configure.ts')).configureMeter(uri, options))
}
