import { dirPort, orPort } from './authority.js';

/** For every Tor of the private network; what makes it start in seconds instead of hours. */
export function everyTor(authorities: readonly string[]): string[] {
  return [
    // Lifts what forbids private addresses and several relays in one subnet, and shortens all intervals.
    'TestingTorNetwork 1',
    ...authorities,
    // On a busy machine a circuit can be lost; it is given up early instead of after a minute.
    'LearnCircuitBuildTimeout 0',
    'CircuitBuildTimeout 10',
    'ProtocolWarnings 1',
  ];
}

export function relay(nickname: string, address: string): string[] {
  return [
    `Nickname ${nickname}`,
    `Address ${address}`,
    `ORPort ${address}:${orPort}`,
    // Relays connect from their own address, so that nothing of them appears on 127.0.0.1.
    `OutboundBindAddress ${address}`,
    'AssumeReachable 1',
    'PublishServerDescriptor v3',
    'SocksPort 0',
    // Onion services need no exit, and nothing may leave the machine.
    'ExitPolicy reject *:*',
    'ServerDNSDetectHijacking 0',
    'ServerDNSAllowBrokenConfig 1',
  ];
}

/** On top of `relay`: votes that every relay may be anything, every few seconds. */
export function authority(address: string): string[] {
  return [
    `DirPort ${address}:${dirPort}`,
    'AuthoritativeDirectory 1',
    'V3AuthoritativeDirectory 1',
    'ContactInfo nobody@invalid',
    'TestingV3AuthInitialVotingInterval 5 seconds',
    'TestingV3AuthInitialVoteDelay 2 seconds',
    'TestingV3AuthInitialDistDelay 2 seconds',
    'V3AuthVotingInterval 10 seconds',
    'V3AuthVoteDelay 2 seconds',
    'V3AuthDistDelay 2 seconds',
    'MinUptimeHidServDirectoryV2 0',
    'TestingDirAuthVoteExit *',
    'TestingDirAuthVoteGuard *',
    'TestingDirAuthVoteHSDir *',
    'TestingMinExitFlagThreshold 0',
  ];
}
