import { Command } from 'commander'
import { examples } from '../examples.ts'
import { parseSeconds } from '../option-values.ts'

/** `ferraris conformance`: hold a meter to the standard. */
export function conformanceCommand(): Command {
  return new Command('conformance').description('Test a meter against the standard').addCommand(runCommand())
}

function runCommand(): Command {
  return new Command('run')
    .description('Run the test plan against a meter, ours or any other, and give a verdict for each case')
    .argument('<uri>', 'where the meter is, and the secured client with known keys')
    .option(
      '--keys <file|json>',
      'key ring: a file, or the JSON itself (else FERRARIS_KEYS, else that of the data folder)',
    )
    .option('--data <folder>', 'data folder with the key ring (else FERRARIS_DATA, else ./data)')
    .option(
      '--tls-ca <file>',
      'METERS AND MORE over TLS: authority that signed the certificate of the meter, PEM',
    )
    .option('--tls-cert <file>', 'TLS: our certificate, PEM')
    .option('--tls-key <file>', 'TLS: its key, PEM')
    .option('--only <prefix...>', 'only cases with this prefix, for example security or blocks.wrong-number')
    .option('--timeout <seconds>', 'how long opening a line may take', parseSeconds, 10)
    .option(
      '--silence <seconds>',
      'after how long without an answer the meter counts as silent',
      parseSeconds,
      3,
    )
    .option('--frames', 'show every frame of the cases that did not pass')
    .option('--report <file>', 'write the JSON document, with all frames, into a file')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `${examples(
        "ferraris conformance run 'dlms+tcp://127.0.0.1:20001?client=1&auth=gmac&device=FER00000001'",
        "ferraris conformance run 'smitp+tcp://127.0.0.1:54059?device=FER00000001'",
        'ferraris conformance run $URI --only security --frames',
        'ferraris conformance run $URI --report verdicts.json',
      )}
The URI chooses the plan: DLMS/COSEM, or METERS AND MORE (smitp+tcp, smitp+tls, smitp+serial).
Nothing is written that the meter should accept: it stays as it is.
A preflight comes first: where nothing listens, its protocol is not spoken or the keys are not the meter's, it says so and ends.
Exit codes: 0 nothing failed, 1 at least one case failed or the preflight did, 2 bad input.
`,
    )
    .action(async (uri, options) => (await import('./run.ts')).runConformance(uri, options))
}
