package io.plimsoll.server.lineage;

import io.plimsoll.server.identity.Access;
import io.plimsoll.server.identity.Permission;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The graph of lineage, and the search for where to enter it. */
@Path("/api/v1/organisations/{organisation}/projects/{project}/lineage")
@Tag(name = "lineage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LineageGraphResource {
  private static final int DEPTH = 6;
  private static final int DEEPEST = 20;

  private final Access access;
  private final Graphs graphs;
  private final NodeStore nodes;

  public LineageGraphResource(Access access, Graphs graphs, NodeStore nodes) {
    this.access = access;
    this.graphs = graphs;
    this.nodes = nodes;
  }

  /**
   * What is before and after {@code node}, at most {@code depth} edges away: {@code dataset:} or
   * {@code job:} with an id or a namespace, a colon and a name; {@code model:} or {@code pipeline:}
   * with a name. Without a node, the jobs that were heard of last.
   */
  @GET
  public Graph graph(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("node") @Nullable String node,
      @QueryParam("depth") @Nullable Integer depth,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    int steps = depth == null ? DEPTH : depth;
    if (steps < 1 || steps > DEEPEST) {
      throw ProblemException.invalid("depth", "%d is outside 1 to %d.".formatted(steps, DEEPEST));
    }
    if (node == null || node.isEmpty()) {
      return graphs.ofProject(tenant);
    }
    return graphs
        .around(tenant, NodeKey.parse(node), steps)
        .orElseThrow(() -> ProblemException.notFound("The node " + node));
  }

  /** Nodes of all kinds whose name or namespace holds the text. */
  @GET
  @Path("/search")
  public Page<NodeStore.Match> search(
      @PathParam("organisation") String organisation,
      @PathParam("project") String project,
      @QueryParam("text") @Nullable String text,
      @QueryParam("limit") @Nullable Integer limit,
      @Context SecurityContext security) {
    Tenant tenant = access.project(security, organisation, project, Permission.VIEW);
    String wanted = Searches.text("text", text);
    return Page.whole(nodes.find(tenant, wanted == null ? "" : wanted, Page.limit(limit)));
  }
}
