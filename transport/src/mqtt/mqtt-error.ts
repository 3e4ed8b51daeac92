import { defineErrors } from '@ferraris/errors'

/** A connection between concentrator and head-end that cannot be made as asked. The message names the remedy. */
export class MqttError extends defineErrors('mqtt', {
  'url-invalid': [
    'input',
    'the text names no broker',
    'write mqtts://host:8883, or mqtt://127.0.0.1:1883; give secrets apart',
  ],
  'tls-required': [
    'input',
    'the connection leaves this machine, and would carry keys in clear',
    'give a certificate, its key and the authority of the other end',
  ],
  'packet-too-long': [
    'remote',
    'the other end began a packet that is longer than any message of concentrators',
    'see which program connects there; messages are bounded at 1 MiB',
  ],
}) {}
