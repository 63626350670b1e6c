using System.ComponentModel;
using ModelContextProtocol.Server;

namespace SampleMcp;

/// <summary>Sample tools. A rule can allow one tool without the others.</summary>
[McpServerToolType]
internal static class OrderTools
{
    /// <summary>Shows an order.</summary>
    [McpServerTool(Name = "get_order", ReadOnly = true)]
    [Description("Shows an order.")]
    public static string GetOrder([Description("The order's number.")] int number) => $"Order {number}: 2 books, paid";

    /// <summary>Cancels an order.</summary>
    [McpServerTool(Name = "cancel_order", Destructive = true)]
    [Description("Cancels an order.")]
    public static string CancelOrder([Description("The order's number.")] int number) => $"Order {number} is cancelled";

    /// <summary>Deletes all orders.</summary>
    [McpServerTool(Name = "delete_all_orders", Destructive = true)]
    [Description("Deletes all orders.")]
    public static string DeleteAllOrders() => "All orders are deleted";
}
