package org.careloop.team;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The care team.
 *
 * @param languages codes of languages, beside English, for which a group is made at start: who speaks it is put into the group in Camunda's
 *     Admin, or comes with it from single sign-on
 */
@Validated
@ConfigurationProperties("careloop.team")
record TeamSettings(@NotNull @DefaultValue("es") List<@Pattern(regexp = "[a-z]{2,3}") String> languages) {}
