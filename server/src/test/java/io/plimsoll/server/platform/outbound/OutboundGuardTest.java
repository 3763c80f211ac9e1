package io.plimsoll.server.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutboundGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2001:0:1::1",
        "2001:db8::1",
        "ff02::1"
      })
  void internalAddressesDoNotPass(String address) throws UnknownHostException {
    assertThat(OutboundGuard.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"140.82.121.4", "172.32.0.1", "100.63.0.1", "2606:50c0:8000::153", "2001:4860::1"})
  void addressesOfTheInternetPass(String address) throws UnknownHostException {
    assertThat(OutboundGuard.isPublic(InetAddress.getByName(address))).isTrue();
  }
}
