package dev.meridian.networkrules.http;

import dev.meridian.networkrules.firewall.ChangeRules;
import dev.meridian.networkrules.firewall.FindRules;
import dev.meridian.networkrules.firewall.FirewallRule;
import dev.meridian.networkrules.firewall.Rules;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The firewall rules of a server, which is named by its name or id. */
@RestController
@RequestMapping("/v1/servers/{nameOrId}/firewall-rules")
class FirewallRulesController {

  private final FindRules findRules;
  private final ChangeRules changeRules;

  FirewallRulesController(FindRules findRules, ChangeRules changeRules) {
    this.findRules = findRules;
    this.changeRules = changeRules;
  }

  /** The body of a PUT. */
  record Addresses(@Nullable String startAddress, @Nullable String endAddress) {}

  /**
   * All rules of a server.
   *
   * @param appliedRevision the newest revision that was in force; -1 while none was
   * @param applied whether the rules are in force, as they are
   */
  record RulesView(
      UUID serverId,
      long revision,
      long appliedRevision,
      boolean applied,
      List<FirewallRule> firewallRules) {}

  @GetMapping
  RulesView list(@PathVariable String nameOrId) {
    Rules rules = findRules.of(nameOrId);
    return new RulesView(
        rules.serverId(),
        rules.revision(),
        rules.appliedRevision(),
        rules.applied(),
        rules.firewallRules());
  }

  @GetMapping("/{rule}")
  FirewallRule show(@PathVariable String nameOrId, @PathVariable String rule) {
    return findRules.of(nameOrId, rule);
  }

  @PutMapping("/{rule}")
  ResponseEntity<FirewallRule> put(
      @PathVariable String nameOrId, @PathVariable String rule, @RequestBody Addresses addresses) {
    FirewallRule asked = FirewallRule.asked(rule, addresses.startAddress(), addresses.endAddress());
    boolean added = changeRules.put(nameOrId, asked);
    return ResponseEntity.status(added ? HttpStatus.CREATED : HttpStatus.OK).body(asked);
  }

  @DeleteMapping("/{rule}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String nameOrId, @PathVariable String rule) {
    changeRules.delete(nameOrId, rule);
  }
}
