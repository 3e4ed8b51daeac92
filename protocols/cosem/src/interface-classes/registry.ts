import { activityCalendar } from './activity-calendar.ts'
import { arbitrator } from './arbitrator.ts'
import { arrayManager } from './array-manager.ts'
import { associationLn, associationLnV0, associationLnV1, associationLnV2 } from './association-ln.ts'
import {
  associationSn,
  associationSnV0,
  associationSnV1,
  associationSnV2,
  associationSnV3,
} from './association-sn.ts'
import { clock } from './clock.ts'
import { communicationPortProtection } from './communication-port-protection.ts'
import { compactData, compactDataV0 } from './compact-data.ts'
import { dataClass } from './data.ts'
import { dataProtection } from './data-protection.ts'
import { demandRegister } from './demand-register.ts'
import { disconnectControl } from './disconnect-control.ts'
import { extendedRegister } from './extended-register.ts'
import { functionControl } from './function-control.ts'
import { imageTransfer } from './image-transfer.ts'
import type { Attribute, InterfaceClass, Method } from './interface-class.ts'
import { gprsModemSetup } from './internet/gprs-modem-setup.ts'
import { gsmDiagnostic, gsmDiagnosticV0, gsmDiagnosticV1 } from './internet/gsm-diagnostic.ts'
import { ipv4Setup } from './internet/ipv4-setup.ts'
import { ipv6Setup } from './internet/ipv6-setup.ts'
import { macAddressSetup } from './internet/mac-address-setup.ts'
import { pppSetup } from './internet/ppp-setup.ts'
import { smtpSetup } from './internet/smtp-setup.ts'
import { tcpUdpSetup } from './internet/tcp-udp-setup.ts'
import { limiter } from './limiter.ts'
import { mBusClient, mBusClientV0 } from './m-bus/m-bus-client.ts'
import { mBusMasterPortSetup } from './m-bus/m-bus-master-port-setup.ts'
import { mBusSlavePortSetup } from './m-bus/m-bus-slave-port-setup.ts'
import { measurementDataMonitoring } from './measurement-data-monitoring.ts'
import { parameterMonitor, parameterMonitorV0 } from './parameter-monitor.ts'
import { account } from './payment/account.ts'
import { charge } from './payment/charge.ts'
import { credit } from './payment/credit.ts'
import { tokenGateway } from './payment/token-gateway.ts'
import { g3AdaptationLayerSetup, g3MacLayerCounters, g3MacSetup, g3MacSetupV2 } from './plc/g3.ts'
import { llcType1Setup, llcType2Setup, llcType3Setup } from './plc/llc.ts'
import {
  primeApplicationIdentification,
  primeLlcSscsSetup,
  primeMacCounters,
  primeMacFunctionalParameters,
  primeMacNetworkAdministrationData,
  primeMacSetup,
  primePhysicalLayerCounters,
} from './plc/prime.ts'
import {
  iec61334LlcSetup,
  sFskActiveInitiator,
  sFskMacCounters,
  sFskMacSynchronizationTimeouts,
  sFskPhyMacSetup,
  sFskReportingSystemList,
} from './plc/s-fsk.ts'
import { autoAnswer, autoAnswerV0 } from './ports/auto-answer.ts'
import { autoConnect, autoConnectV1 } from './ports/auto-connect.ts'
import { iecHdlcSetup, iecHdlcSetupV0 } from './ports/iec-hdlc-setup.ts'
import { iecLocalPortSetup, iecLocalPortSetupV0 } from './ports/iec-local-port-setup.ts'
import { iecTwistedPairSetup } from './ports/iec-twisted-pair-setup.ts'
import { modemConfiguration, modemConfigurationV0 } from './ports/modem-configuration.ts'
import { profileGeneric } from './profile-generic.ts'
import { pushSetup, pushSetupV0, pushSetupV1, pushSetupV2 } from './push-setup.ts'
import { register } from './register.ts'
import { registerActivation } from './register-activation.ts'
import { registerMonitor } from './register-monitor.ts'
import { registerTable } from './register-table.ts'
import { sapAssignment } from './sap-assignment.ts'
import { schedule } from './schedule.ts'
import { scriptTable } from './script-table.ts'
import { securitySetup, securitySetupV0 } from './security-setup.ts'
import { sensorManager } from './sensor-manager.ts'
import { singleActionSchedule } from './single-action-schedule.ts'
import { specialDaysTable } from './special-days-table.ts'
import { statusMapping } from './status-mapping.ts'
import { utilityTables } from './utility-tables.ts'

/** Every class of every version implemented, by number, older versions first. */
export const interfaceClasses: readonly InterfaceClass[] = [
  dataClass,
  register,
  extendedRegister,
  demandRegister,
  registerActivation,
  profileGeneric,
  clock,
  scriptTable,
  schedule,
  specialDaysTable,
  associationSnV0,
  associationSnV1,
  associationSnV2,
  associationSnV3,
  associationSn,
  associationLnV0,
  associationLnV1,
  associationLnV2,
  associationLn,
  sapAssignment,
  imageTransfer,
  iecLocalPortSetupV0,
  iecLocalPortSetup,
  activityCalendar,
  registerMonitor,
  singleActionSchedule,
  iecHdlcSetupV0,
  iecHdlcSetup,
  iecTwistedPairSetup,
  mBusSlavePortSetup,
  utilityTables,
  modemConfigurationV0,
  modemConfiguration,
  autoAnswerV0,
  autoAnswer,
  autoConnectV1,
  autoConnect,
  dataProtection,
  pushSetupV0,
  pushSetupV1,
  pushSetupV2,
  pushSetup,
  tcpUdpSetup,
  ipv4Setup,
  macAddressSetup,
  pppSetup,
  gprsModemSetup,
  smtpSetup,
  gsmDiagnosticV0,
  gsmDiagnosticV1,
  gsmDiagnostic,
  ipv6Setup,
  sFskPhyMacSetup,
  sFskActiveInitiator,
  sFskMacSynchronizationTimeouts,
  sFskMacCounters,
  iec61334LlcSetup,
  sFskReportingSystemList,
  llcType1Setup,
  llcType2Setup,
  llcType3Setup,
  registerTable,
  compactDataV0,
  compactData,
  statusMapping,
  securitySetupV0,
  securitySetup,
  parameterMonitorV0,
  parameterMonitor,
  measurementDataMonitoring,
  sensorManager,
  arbitrator,
  disconnectControl,
  limiter,
  mBusClientV0,
  mBusClient,
  mBusMasterPortSetup,
  primeLlcSscsSetup,
  primePhysicalLayerCounters,
  primeMacSetup,
  primeMacFunctionalParameters,
  primeMacCounters,
  primeMacNetworkAdministrationData,
  primeApplicationIdentification,
  g3MacLayerCounters,
  g3MacSetupV2,
  g3MacSetup,
  g3AdaptationLayerSetup,
  account,
  credit,
  charge,
  tokenGateway,
  functionControl,
  arrayManager,
  communicationPortProtection,
]

/** The class of a version; the newest one if no version is given. `undefined` for an unknown class. */
export function interfaceClassOf(classId: number, version?: number): InterfaceClass | undefined {
  return interfaceClasses.findLast(
    known => known.classId === classId && (version ?? known.version) === known.version,
  )
}

/** Name and declaration of an attribute by its number. */
export function attributeById(
  of: InterfaceClass,
  id: number,
): [name: string, Attribute<unknown>] | undefined {
  return Object.entries(of.attributes).find(([, attribute]) => attribute.id === id)
}

/** Name and declaration of a method by its number. */
export function methodById(of: InterfaceClass, id: number): [name: string, Method<unknown>] | undefined {
  return Object.entries(of.methods).find(([, method]) => method.id === id)
}
