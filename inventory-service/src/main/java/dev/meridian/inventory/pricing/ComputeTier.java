package dev.meridian.inventory.pricing;

import java.util.List;

/** The kinds of compute that are offered, and what each can be had with. */
public enum ComputeTier {
  /** Small servers, backed up in their own region only. */
  Basic(List.of(1, 2), List.of(Redundancy.Local)),
  GeneralPurpose(List.of(2, 4, 8, 16, 32, 64), List.of(Redundancy.values())),
  /** More memory for each core. */
  MemoryOptimized(List.of(2, 4, 8, 16, 32), List.of(Redundancy.values()));

  private final List<Integer> vCores;
  private final List<Redundancy> redundancies;

  ComputeTier(List<Integer> vCores, List<Redundancy> redundancies) {
    this.vCores = vCores;
    this.redundancies = redundancies;
  }

  /** How many cores a server of this tier can have. */
  public List<Integer> vCores() {
    return vCores;
  }

  /** Where a server's backups can lie. */
  public List<Redundancy> redundancies() {
    return redundancies;
  }
}
