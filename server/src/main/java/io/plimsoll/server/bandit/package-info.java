/**
 * Bandits: production's calls are divided over versions by what comes of the answers. Each version
 * gets the share of calls with which it is the best of them as far as the feedback tells, and a
 * floor besides (Thompson sampling). BanditResource starts, stops and promotes; BanditRound, in the
 * monitor role, counts the rewards anew on the plan's schedule. The weights and the alias are the
 * registry's: whoever changes them by hand takes over, and the bandit steps back. Owns bandits and
 * bandit_weights.
 */
@NullMarked
package io.plimsoll.server.bandit;

import org.jspecify.annotations.NullMarked;
