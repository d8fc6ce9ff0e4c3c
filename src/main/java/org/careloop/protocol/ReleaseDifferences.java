package org.careloop.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.careloop.protocol.ReleaseStore.Release;
import org.careloop.protocol.comparing.Differences;
import org.careloop.protocol.comparing.FileDifference;
import org.springframework.stereotype.Component;

/** What a release changed against the one before it, for those who may read but not decide. Reads only, from the models as the engine has them. */
@Component
public class ReleaseDifferences {

  /**
   * A release and how it differs.
   *
   * @param before number of the release before; null for the first, which differs from nothing
   */
  public record Differing(long number, Instant at, String by, Long before, List<FileDifference> files) {}

  private final ReleaseStore releases;
  private final SetInForce sets;

  ReleaseDifferences(ReleaseStore releases, SetInForce sets) {
    this.releases = releases;
    this.sets = sets;
  }

  /** Empty where there is no release of this number. */
  public Optional<Differing> of(long number) {
    return releases.find(number).map(release -> {
      Optional<Release> before = releases.before(number);
      return new Differing(number, release.at(), release.by(), before.map(Release::number).orElse(null),
          before.map(earlier -> Differences.between(sets.files(earlier), sets.files(release))).orElse(List.of()));
    });
  }
}
