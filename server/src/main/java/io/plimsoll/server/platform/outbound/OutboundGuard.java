package io.plimsoll.server.platform.outbound;

import io.plimsoll.server.platform.config.PlimsollConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps what tenants name out of the operator's network: only addresses of the public Internet
 * pass, unless the operator has named the host.
 */
@ApplicationScoped
public class OutboundGuard {
  private final Set<String> internalHosts;

  public OutboundGuard(PlimsollConfig config) {
    this.internalHosts = config.outbound().internalHosts();
  }

  /** Whether the operator has named the host, so that it may lie in their network. */
  public boolean isInternal(String host) {
    return internalHosts.contains(host.toLowerCase(Locale.ROOT));
  }

  /**
   * The addresses to connect to, all of them allowed.
   *
   * @throws UnknownHostException if the name cannot be resolved, which may pass
   */
  public List<InetAddress> resolve(String host)
      throws RefusedAddressException, UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (!isInternal(host)) {
      for (InetAddress address : addresses) {
        if (!isPublic(address)) {
          throw new RefusedAddressException(
              "%s is at an address of an internal network, which is not connected to; an operator can allow it under outbound.internalHosts."
                  .formatted(host));
        }
      }
    }
    return Arrays.asList(addresses);
  }

  /**
   * Whether an address is one that the public Internet routes (IANA special-purpose registries).
   */
  static boolean isPublic(InetAddress address) {
    boolean isSpecial =
        address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress();
    return !isSpecial
        && switch (address) {
          case Inet4Address four -> isPublic(four.getAddress());
          case Inet6Address six -> isPublicSix(six.getAddress());
          default -> false;
        };
  }

  private static boolean isPublic(byte[] four) {
    int first = four[0] & 0xff;
    int second = four[1] & 0xff;
    int third = four[2] & 0xff;
    boolean isSharedSpace = first == 100 && second >= 64 && second <= 127;
    boolean isProtocol = first == 192 && second == 0 && (third == 0 || third == 2);
    boolean isBenchmark = first == 198 && (second == 18 || second == 19);
    boolean isDocumentation =
        (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    return first != 0
        && first < 224
        && !isSharedSpace
        && !isProtocol
        && !isBenchmark
        && !isDocumentation;
  }

  /** Global unicast only, and none that carries an IPv4 address in it, wherever that would lead. */
  private static boolean isPublicSix(byte[] six) {
    boolean isGlobal = (six[0] & 0xe0) == 0x20;
    boolean isSixToFour = six[0] == 0x20 && six[1] == 0x02;
    boolean isProtocol = six[0] == 0x20 && six[1] == 0x01 && (six[2] & 0xfe) == 0;
    boolean isDocumentation =
        six[0] == 0x20 && six[1] == 0x01 && six[2] == 0x0d && six[3] == (byte) 0xb8;
    return isGlobal && !isSixToFour && !isProtocol && !isDocumentation;
  }
}
