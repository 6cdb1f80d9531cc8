package dev.meridian.portal.server;

import java.util.List;

/**
 * The Pricing Tier panel as it is shown.
 *
 * @param form what is filled in
 * @param offers the tiers
 * @param vCores the numbers of cores to choose from
 * @param geo whether copies in another region can be chosen
 * @param objectives how long a restore may replay log, to choose from
 * @param source the page that gives the panel anew when another tier is chosen
 */
public record TierPanel(
    TierForm form,
    List<Offer> offers,
    List<Integer> vCores,
    boolean geo,
    List<Objective> objectives,
    String source) {

  /**
   * Of a form.
   *
   * @param tierIsFinal whether the panel follows the choice of a tier; without a script it can't,
   *     and offers what any tier has
   */
  public static TierPanel of(TierForm form, boolean tierIsFinal, String source) {
    return new TierPanel(
        form,
        Offer.ALL,
        Offer.vCores(form, tierIsFinal),
        Offer.geo(form, tierIsFinal),
        Objective.all(form.restoreTimeObjective()),
        source);
  }
}
